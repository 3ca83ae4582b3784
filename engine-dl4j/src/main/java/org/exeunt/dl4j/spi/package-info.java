/**
 * Interfaces for plugin authors: a {@link org.exeunt.dl4j.spi.Backbone} or an {@link org.exeunt.dl4j.spi.ExitHead} adds
 * Deeplearning4j layers and vertices to a graph under construction. Any layer may be used. Custom layers implement
 * {@link org.exeunt.dl4j.spi.MacCounting} if they have parameters, {@link org.exeunt.dl4j.spi.StochasticLayer} if they
 * draw random numbers, {@link org.exeunt.dl4j.spi.Dl4jEquivalent} or
 * {@link org.exeunt.dl4j.spi.OnnxEquivalent} if they can be exported,
 * {@link org.exeunt.dl4j.spi.EarlierFeatureReader} to read the features of earlier exits, and
 * {@link org.exeunt.dl4j.spi.ReusesBuffers} if they reuse their arrays.
 */
package org.exeunt.dl4j.spi;
