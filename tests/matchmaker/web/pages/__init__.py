"""Pages as people use them: what they show, what their forms change, what they refuse."""
