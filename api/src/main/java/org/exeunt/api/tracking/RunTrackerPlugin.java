package org.exeunt.api.tracking;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes a {@link RunTracker}.
 *
 * @param <O> its options
 */
public interface RunTrackerPlugin<O extends Record> extends Plugin<RunTracker, O> {
    @Override
    default Class<?> kind() {
        return RunTracker.class;
    }
}
