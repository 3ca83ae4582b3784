package org.exeunt.api.network;

import org.exeunt.api.plugin.Plugin;

/**
 * Makes an {@link Engine}.
 *
 * @param <O> its options
 * @param <N> the options of its networks
 */
public interface EnginePlugin<O extends Record, N extends Record> extends Plugin<Engine<N>, O> {
    @Override
    default Class<?> kind() {
        return Engine.class;
    }

    /** Returns the class the configuration's {@code network} section is read into; every component carries an option annotation. */
    Class<N> networkOptions();
}
