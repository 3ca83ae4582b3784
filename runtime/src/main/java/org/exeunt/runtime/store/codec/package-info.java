/**
 * Formats of values, with bounds checks: JSON and CSV of records, {@link org.exeunt.runtime.store.codec.StateWriter} and
 * {@link org.exeunt.runtime.store.codec.StateReader} for the bits of states, and {@link
 * org.exeunt.runtime.store.codec.ModelFile} for the parameters of one model.
 */
package org.exeunt.runtime.store.codec;
