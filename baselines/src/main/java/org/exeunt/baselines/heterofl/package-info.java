/** HeteroFL: one model for clients of different width. Start at {@link org.exeunt.baselines.heterofl.HeteroFl}. */
package org.exeunt.baselines.heterofl;
