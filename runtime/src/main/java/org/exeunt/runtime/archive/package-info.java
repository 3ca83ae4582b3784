/**
 * Runs on disk: {@link org.exeunt.runtime.archive.RunFolder} lists, reserves and deletes those of a folder, and {@link
 * org.exeunt.runtime.archive.FinishedRun} reads one of them.
 */
package org.exeunt.runtime.archive;
