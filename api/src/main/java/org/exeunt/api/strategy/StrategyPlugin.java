package org.exeunt.api.strategy;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link Strategy}.
 *
 * @param <O> its options
 */
public interface StrategyPlugin<O extends Record> extends Plugin<Strategy<?>, O> {
    @Override
    default Class<?> kind() {
        return Strategy.class;
    }
}
