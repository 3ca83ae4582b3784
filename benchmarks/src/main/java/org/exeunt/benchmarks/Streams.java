package org.exeunt.benchmarks;

import org.exeunt.api.random.RandomStreams;

/** Randomness of all benchmarks: every run the same. */
final class Streams {
    static final RandomStreams ROOT = new RandomStreams(1);

    private Streams() {}
}
