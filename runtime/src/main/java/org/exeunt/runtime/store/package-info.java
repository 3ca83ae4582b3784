/**
 * Runs on disk. A {@link org.exeunt.runtime.store.RunDirectory} is hidden and locked while it is written;
 * {@link org.exeunt.runtime.store.RunRecorder} fills it round by round, {@link org.exeunt.runtime.store.Checkpoints} keeps what resuming needs, and
 * {@link org.exeunt.runtime.store.RunArchive} reads a finished run back. Equal runs have equal files, except for {@code timings.csv}.
 */
package org.exeunt.runtime.store;
