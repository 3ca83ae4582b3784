package org.exeunt.datasets.agnews;

import org.exeunt.api.data.DatasetPlugin;

/**
 * Plugin of AG News (Zhang, Zhao, LeCun, "Character-level Convolutional Networks for Text Classification", NIPS 2015).
 */
public final class AgNewsPlugin extends DatasetPlugin<AgNewsOptions> {
    /** Creates the plugin; called by the service loader. */
    public AgNewsPlugin() {
        super(
                "agnews",
                "AG News: 127,600 news items in 4 classes as sequences of token indices, from its CSV files",
                AgNewsOptions.class,
                (options, context) -> new AgNewsSource(context.resolve(options.dir()), options, context::warn));
    }
}
