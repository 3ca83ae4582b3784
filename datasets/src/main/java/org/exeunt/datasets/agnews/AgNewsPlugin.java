package org.exeunt.datasets.agnews;

import org.exeunt.api.data.DatasetPlugin;

/** Makes the source of AG News (Zhang, Zhao, LeCun, "Character-level Convolutional Networks for Text Classification", NIPS 2015). */
public final class AgNewsPlugin extends DatasetPlugin<AgNewsOptions> {
    /** Makes the plugin. */
    public AgNewsPlugin() {
        super(
                "agnews",
                "AG News: 127,600 news items in 4 classes as sequences of token numbers, from its CSV files",
                AgNewsOptions.class,
                (options, context) -> new AgNewsSource(context.resolve(options.dir()), options, context::warn));
    }
}
