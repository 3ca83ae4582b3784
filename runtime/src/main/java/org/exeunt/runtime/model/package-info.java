/**
 * Use of trained personal models: {@link org.exeunt.runtime.model.PersonalModel} predicts with the model of one client,
 * {@link org.exeunt.runtime.model.RunModels} are the models of a finished run, {@link org.exeunt.runtime.model.RunEvaluator}
 * evaluates it again.
 */
package org.exeunt.runtime.model;
