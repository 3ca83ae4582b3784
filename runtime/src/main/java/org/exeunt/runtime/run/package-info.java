/**
 * Executes runs: {@link org.exeunt.runtime.run.Run} assembles the federation, runs the rounds and records them, resumes
 * from checkpoints and notifies trackers.
 */
package org.exeunt.runtime.run;
