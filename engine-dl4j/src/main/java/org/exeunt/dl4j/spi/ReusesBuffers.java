package org.exeunt.dl4j.spi;

/**
 * A layer configuration whose layer keeps its arrays from call to call and leaves none for the garbage collector, which cannot see how large
 * they are. Without it, the engine collects garbage now and then.
 */
public interface ReusesBuffers {}
