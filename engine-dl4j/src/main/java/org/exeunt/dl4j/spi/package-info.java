/**
 * What a plugin author writes to add a network: a {@link org.exeunt.dl4j.spi.Backbone} or an {@link org.exeunt.dl4j.spi.ExitHead} adds
 * Deeplearning4j layers and vertices to a graph under construction. Any layer may be used; layers of your own with parameters
 * implement {@link org.exeunt.dl4j.spi.MacCounting}, {@link org.exeunt.dl4j.spi.StochasticLayer} if they draw random numbers,
 * {@link org.exeunt.dl4j.spi.StockEquivalent} to be exported, {@link org.exeunt.dl4j.spi.EarlierFeatureReader} to look back at earlier exits, and
 * {@link org.exeunt.dl4j.spi.ReusesBuffers} if a pass through them leaves no garbage.
 */
package org.exeunt.dl4j.spi;
