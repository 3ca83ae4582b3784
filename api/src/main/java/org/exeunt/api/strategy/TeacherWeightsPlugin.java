package org.exeunt.api.strategy;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link TeacherWeights}.
 *
 * @param <O> its options
 */
public interface TeacherWeightsPlugin<O extends Record> extends Plugin<TeacherWeights, O> {
    @Override
    default Class<?> kind() {
        return TeacherWeights.class;
    }
}
