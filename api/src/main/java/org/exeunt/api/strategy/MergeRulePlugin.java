package org.exeunt.api.strategy;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link MergeRule}.
 *
 * @param <O> its options
 */
public interface MergeRulePlugin<O extends Record> extends Plugin<MergeRule, O> {
    @Override
    default Class<?> kind() {
        return MergeRule.class;
    }
}
