/**
 * Runs on disk. A {@link org.exeunt.runtime.record.RunDirectory} is hidden and locked while it is written; a
 * {@link org.exeunt.runtime.record.RunRecorder} fills it as the run goes; a {@link org.exeunt.runtime.record.Summary} says how it ended;
 * {@link org.exeunt.runtime.record.RunArchive} reads a finished run back. Equal runs have equal files, but for {@code timings.csv}.
 */
package org.exeunt.runtime.record;
