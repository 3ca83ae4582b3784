package org.exeunt.datasets.shapes;

import org.exeunt.api.data.DatasetPlugin;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;

/** Makes the source of drawn shapes. */
public final class ShapesPlugin extends SimplePlugin<DatasetSource, ShapesOptions>
        implements DatasetPlugin<ShapesOptions> {
    /** Makes the plugin. */
    public ShapesPlugin() {
        super(
                DatasetSource.class,
                "shapes",
                "Drawn pictures of 3 x 32 x 32 pixels in 10 classes of figures, easy and hard; needs no files",
                ShapesOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new ShapesSource(options));
    }
}
