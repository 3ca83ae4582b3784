package org.exeunt.datasets.text;

import org.exeunt.api.data.DatasetPlugin;

/** Plugin of a user's own texts. */
public final class TextPlugin extends DatasetPlugin<TextOptions> {
    /** Creates the plugin; called by the service loader. */
    public TextPlugin() {
        super(
                "text",
                "Your own texts as sequences of token indices, from CSV, JSON Lines or a folder per class",
                TextOptions.class,
                (options, context) -> new TextSource(
                        context.resolve(options.path()),
                        options.testFile().map(context::resolve),
                        options,
                        context::warn));
    }
}
