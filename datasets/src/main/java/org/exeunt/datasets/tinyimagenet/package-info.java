/**
 * Tiny ImageNet, folders of JPEG files. Start at {@link org.exeunt.datasets.tinyimagenet.TinyImageNetSource}; {@code
 * Synsets} and {@code Annotations} read the labels of the files, {@code JpegRecords} decodes the images in
 * parallel.
 */
package org.exeunt.datasets.tinyimagenet;
