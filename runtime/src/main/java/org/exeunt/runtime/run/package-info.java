/**
 * A run from its configuration to its end: {@link org.exeunt.runtime.run.Run} assembles the federation, plays the rounds and records them,
 * resumes from checkpoints and notifies trackers.
 */
package org.exeunt.runtime.run;
