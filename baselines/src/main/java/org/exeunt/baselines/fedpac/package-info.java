/**
 * Features aligned by prototypes, heads combined across clients by quadratic programs. Start and end at
 * {@link org.exeunt.baselines.fedpac.FedPac}.
 */
package org.exeunt.baselines.fedpac;
