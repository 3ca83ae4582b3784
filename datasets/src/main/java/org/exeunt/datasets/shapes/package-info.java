/**
 * A drawn image data set that needs no files: ten classes of figures in easy and hard pictures, so that leaving early pays and going
 * deeper does too. {@link org.exeunt.datasets.shapes.ShapesPlugin} is the way in; {@code ShapePainter} composes a picture of
 * {@code Region}s on a {@code Canvas}; {@code Shape} has the classes.
 */
package org.exeunt.datasets.shapes;
