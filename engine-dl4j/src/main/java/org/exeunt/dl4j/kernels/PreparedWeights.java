package org.exeunt.dl4j.kernels;

/** A layer that brings its weights into another order before it uses them. */
public interface PreparedWeights {
    /**
     * Drops what was prepared, and sets whether it is kept from now on: only callers that call this again before parameters change may ask for that. By
     * default weights are prepared in every forward pass.
     */
    void keepPreparedWeights(boolean keep);
}
