package org.exeunt.datasets.csv;

import org.exeunt.api.data.DatasetPlugin;

/** Plugin of a user's own tables. */
public final class CsvPlugin extends DatasetPlugin<CsvOptions> {
    /** Creates the plugin; called by the service loader. */
    public CsvPlugin() {
        super(
                "csv",
                "Your own table as vectors: numeric columns standardised, columns of words one-hot",
                CsvOptions.class,
                (options, context) -> new CsvSource(
                        context.resolve(options.file()),
                        options.testFile().map(context::resolve),
                        options,
                        context::warn));
    }
}
