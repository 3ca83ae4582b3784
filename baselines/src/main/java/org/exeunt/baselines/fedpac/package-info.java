/**
 * FedPAC: feature alignment by class prototypes, and personal heads combined by quadratic programs. Start at
 * {@link org.exeunt.baselines.fedpac.FedPac}.
 */
package org.exeunt.baselines.fedpac;
