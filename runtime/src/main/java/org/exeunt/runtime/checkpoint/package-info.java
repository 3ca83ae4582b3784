/**
 * What it takes to go on with a run that was stopped: {@link org.exeunt.runtime.checkpoint.Checkpoints} keeps the newest two in a run's directory,
 * {@link org.exeunt.runtime.checkpoint.StateWriter} and {@link org.exeunt.runtime.checkpoint.StateReader} turn the values that states are made of
 * into bytes and back.
 */
package org.exeunt.runtime.checkpoint;
