/**
 * Binary formats, bounded and checked: {@link org.exeunt.runtime.store.codec.StateWriter} and
 * {@link org.exeunt.runtime.store.codec.StateReader} for the values that states consist of, {@link org.exeunt.runtime.store.codec.ModelBytes} for the
 * parameters of one model.
 */
package org.exeunt.runtime.store.codec;
