package org.exeunt.api.strategy;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link ClientSampler}.
 *
 * @param <O> its options
 */
public interface ClientSamplerPlugin<O extends Record> extends Plugin<ClientSampler, O> {
    @Override
    default Class<?> kind() {
        return ClientSampler.class;
    }
}
