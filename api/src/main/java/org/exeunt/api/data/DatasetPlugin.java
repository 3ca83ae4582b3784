package org.exeunt.api.data;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link DatasetSource}.
 *
 * @param <O> its options
 */
public interface DatasetPlugin<O extends Record> extends Plugin<DatasetSource, O> {
    @Override
    default Class<?> kind() {
        return DatasetSource.class;
    }
}
