/**
 * A trained personal model on disk: {@link org.exeunt.runtime.model.ModelFile}, the values of all blocks of one client's network in a format of
 * its own, readable without the run.
 */
package org.exeunt.runtime.model;
