/** FedLDA: linear discriminants at every exit. Start at {@link org.exeunt.baselines.fedlda.FedLda}. */
package org.exeunt.baselines.fedlda;
