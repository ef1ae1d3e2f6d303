"""How a country's settled levels become scores, gaps and a roadmap: plain Python, exact numbers, no Django."""
