/**
 * Runs in a folder: a {@link org.exeunt.runtime.store.RunDirectory} is hidden and locked while it is written, {@link
 * org.exeunt.runtime.store.StoredRun} is a run as found there, finished or not. The packages below know what is in it.
 */
package org.exeunt.runtime.store;
