package org.exeunt.dl4j.kernels;

/** A layer or kernel that reorders its weights before it uses them. */
public interface PreparedWeights {
    /**
     * Discards the reordered weights and sets whether they are kept from one pass to the next. Callers that set
     * {@code true} must call this method again before parameters change. Until the first call, weights are reordered in
     * every forward pass. The default does nothing.
     */
    default void keepPreparedWeights(boolean keep) {}
}
