/**
 * A network at work: {@link org.exeunt.dl4j.run.NetworkChain} runs the graphs of stages and heads,
 * {@link org.exeunt.dl4j.run.TrainingRun} trains them, {@link org.exeunt.dl4j.run.StagedInference} stops at an exit.
 */
package org.exeunt.dl4j.run;
