/**
 * Binary formats, with bounds checks: {@link org.exeunt.runtime.store.codec.StateWriter} and {@link
 * org.exeunt.runtime.store.codec.StateReader} for the values of states, {@link
 * org.exeunt.runtime.store.codec.ModelBytes} for the parameters of one model.
 */
package org.exeunt.runtime.store.codec;
