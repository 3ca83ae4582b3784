package org.exeunt.api.strategy;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link ClientExecutor}.
 *
 * @param <O> its options
 */
public interface ClientExecutorPlugin<O extends Record> extends Plugin<ClientExecutor, O> {
    @Override
    default Class<?> kind() {
        return ClientExecutor.class;
    }
}
