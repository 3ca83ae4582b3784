package org.exeunt.datasets.shapes;

import org.exeunt.api.data.DatasetPlugin;

/** Plugin of a synthetic data set of drawn shapes. */
public final class ShapesPlugin extends DatasetPlugin<ShapesOptions> {
    /** Creates the plugin; called by the service loader. */
    public ShapesPlugin() {
        super(
                "shapes",
                "Synthetic images of shapes, 3 x 32 x 32 pixels in 10 classes, easy and hard; needs no files",
                ShapesOptions.class,
                (options, context) -> new ShapesSource(options));
    }
}
