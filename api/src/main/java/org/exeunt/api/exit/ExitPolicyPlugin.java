package org.exeunt.api.exit;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link ExitPolicy}.
 *
 * @param <O> its options
 */
public interface ExitPolicyPlugin<O extends Record> extends Plugin<ExitPolicy, O> {
    @Override
    default Class<?> kind() {
        return ExitPolicy.class;
    }
}
