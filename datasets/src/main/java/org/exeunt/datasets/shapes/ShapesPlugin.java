package org.exeunt.datasets.shapes;

import org.exeunt.api.data.DatasetPlugin;

/** Makes the source of drawn shapes. */
public final class ShapesPlugin extends DatasetPlugin<ShapesOptions> {
    /** Makes the plugin. */
    public ShapesPlugin() {
        super(
                "shapes",
                "Drawn pictures of 3 x 32 x 32 pixels in 10 classes of figures, easy and hard; needs no files",
                ShapesOptions.class,
                (options, context) -> new ShapesSource(options));
    }
}
