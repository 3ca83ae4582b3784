/**
 * Files of runs. A {@link org.exeunt.runtime.store.RunDirectory} is hidden and locked while it is written; {@link
 * org.exeunt.runtime.store.RunRecorder} fills it round by round, {@link org.exeunt.runtime.store.Checkpoints} stores
 * the state needed to resume, and {@link org.exeunt.runtime.store.RunArchive} reads a finished run. Equal runs have
 * equal files, except for {@code timings.csv} and {@code executor.csv}.
 */
package org.exeunt.runtime.store;
