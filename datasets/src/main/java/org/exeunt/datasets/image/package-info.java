/**
 * Images as bytes: {@link org.exeunt.datasets.image.ImageSet} is a published set. Images are stored in the layout of
 * their file and scaled when they are copied into a batch, by a {@link org.exeunt.datasets.image.PixelScaling}, which
 * the option {@link org.exeunt.datasets.image.Scaling} selects.
 */
package org.exeunt.datasets.image;
