package org.exeunt.datasets.arrays;

import org.exeunt.api.data.DatasetPlugin;

/** Plugin of a user's own NumPy arrays. */
public final class ArraysPlugin extends DatasetPlugin<ArraysOptions> {
    /** Creates the plugin; called by the service loader. */
    public ArraysPlugin() {
        super(
                "arrays",
                "Your own NumPy arrays (.npy): vectors, series of several channels, or images",
                ArraysOptions.class,
                (options, context) -> new ArraysSource(context.resolve(options.dir()), options, context::warn));
    }
}
