/**
 * Images as bytes: {@link org.exeunt.datasets.image.ImageRecords} keeps them as they lie in a file and scales them when they are
 * copied into a batch, by a {@link org.exeunt.datasets.image.PixelScaling}, which data sets let their users choose as a
 * {@link org.exeunt.datasets.image.Scaling}.
 */
package org.exeunt.datasets.image;
