package org.exeunt.datasets.tinyimagenet;

import org.exeunt.api.data.DatasetPlugin;

/** Plugin of Tiny ImageNet (Le, Yang, "Tiny ImageNet Visual Recognition Challenge", Stanford CS 231N, 2015). */
public final class TinyImageNetPlugin extends DatasetPlugin<TinyImageNetOptions> {
    /** Creates the plugin; called by the service loader. */
    public TinyImageNetPlugin() {
        super(
                "tinyimagenet",
                "Tiny ImageNet: 110,000 photographs of 3 x 64 x 64 pixels in 200 classes, from its JPEG files",
                TinyImageNetOptions.class,
                (options, context) ->
                        new TinyImageNetSource(context.resolve(options.dir()), options.scaling(), context::warn));
    }
}
