/**
 * A synthetic image data set that needs no files: ten classes of shapes in easy images, for which an early exit
 * suffices, and hard ones, which need a deeper exit. Start at {@link org.exeunt.datasets.shapes.ShapesSource}; {@code
 * ShapePainter} composes an image of {@code Region}s on a {@code Canvas}; {@code Shape} has the classes.
 */
package org.exeunt.datasets.shapes;
