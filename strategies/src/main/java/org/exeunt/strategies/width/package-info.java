/**
 * Building blocks of methods whose clients hold a fraction of the channels of a shared network
 * ({@link org.exeunt.strategies.width.ChannelWindow}): which fraction
 * ({@link org.exeunt.strategies.width.WidthOptions}), and the mean of each value over the clients that hold it
 * ({@link org.exeunt.strategies.width.MaskedMean}). Methods whose clients hold windows of channels extend
 * {@link org.exeunt.strategies.width.ChannelAveraging}.
 */
package org.exeunt.strategies.width;
