package org.exeunt.dl4j.spi;

/**
 * Marks a layer configuration with a layer that reuses its arrays from call to call. For other layers, the engine
 * requests a garbage collection from time to time, because the collector does not see the size of native arrays.
 */
public interface ReusesBuffers {}
