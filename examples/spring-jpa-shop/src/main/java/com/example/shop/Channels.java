package com.example.shop;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface Channels extends JpaRepository<Channel, Long> {

  Optional<Channel> findByCode(String code);
}
