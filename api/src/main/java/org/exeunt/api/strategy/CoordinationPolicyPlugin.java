package org.exeunt.api.strategy;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link CoordinationPolicy}.
 *
 * @param <O> its options
 */
public interface CoordinationPolicyPlugin<O extends Record> extends Plugin<CoordinationPolicy, O> {
    @Override
    default Class<?> kind() {
        return CoordinationPolicy.class;
    }
}
