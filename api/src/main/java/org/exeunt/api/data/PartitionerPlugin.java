package org.exeunt.api.data;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link Partitioner}.
 *
 * @param <O> its options
 */
public interface PartitionerPlugin<O extends Record> extends Plugin<Partitioner, O> {
    @Override
    default Class<?> kind() {
        return Partitioner.class;
    }
}
