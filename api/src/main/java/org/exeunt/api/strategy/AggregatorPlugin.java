package org.exeunt.api.strategy;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link Aggregator}.
 *
 * @param <O> its options
 */
public interface AggregatorPlugin<O extends Record> extends Plugin<Aggregator, O> {
    @Override
    default Class<?> kind() {
        return Aggregator.class;
    }
}
