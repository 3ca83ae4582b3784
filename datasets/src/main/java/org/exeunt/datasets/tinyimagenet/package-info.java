/**
 * Tiny ImageNet, folders of JPEG files. {@link org.exeunt.datasets.tinyimagenet.TinyImageNetPlugin} is the way in, {@code ClassFolders} and
 * {@code Annotations} say which file has which label, {@code JpegRecords} decodes them all once, on all processors.
 */
package org.exeunt.datasets.tinyimagenet;
