/**
 * Binary formats, with bounds checks: {@link org.exeunt.runtime.store.codec.StateWriter} and {@link
 * org.exeunt.runtime.store.codec.StateReader} for the values of states, {@link
 * org.exeunt.runtime.store.codec.ModelBytes} for the parameters of one model, as {@link
 * org.exeunt.runtime.store.codec.Safetensors}.
 */
package org.exeunt.runtime.store.codec;
